// Without the web fonts of the default theme: a page asks nobody but the server that it came from.
import DefaultTheme from "vitepress/theme-without-fonts";
import "./style.css";

export default DefaultTheme;
