import { useQuery } from "@tanstack/react-query";
import { Code } from "@/demo/hood/Code";
import { useScreenFile } from "@/demo/screenFile";

/** Every file of the pages, as text, loaded when it is viewed. */
const files = import.meta.glob<string>(["/src/components/auth/**/*.tsx", "/src/demo/pages/*.tsx"], {
  query: "?raw",
  import: "default",
});

/** The code of the current screen. */
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
