import { useQuery } from "@tanstack/react-query";
import { Code } from "@/demo/hood/Code";
import { useScreenFile } from "@/demo/screenFile";

/** Every file that a page is made of, as text, loaded when it is looked at. */
const files = import.meta.glob<string>(["/src/components/auth/**/*.tsx", "/src/demo/pages/*.tsx"], {
  query: "?raw",
  import: "default",
});

/** The code of the screen that is shown. */
export function ScreenSource() {
  const path = useScreenFile();
  const load = files[`/src/${path}`];
  const { data } = useQuery({
    queryKey: ["demo", "source", path],
    queryFn: () => load?.() ?? "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined) return null;
  return <Code text={data} label={`src/${path}`} />;
}
