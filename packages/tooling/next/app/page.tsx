import { HydrationBoundary } from "@tanstack/react-query";
import { openPage } from "../server";
import { Who } from "./client";

export default async function Page() {
  const { queryClient, trpc, dehydrated } = await openPage();
  await Promise.all([
    queryClient.prefetchQuery(trpc.auth.session.get.queryOptions()),
    queryClient.prefetchQuery(trpc.auth.session.config.queryOptions()),
  ]);
  return (
    <HydrationBoundary state={dehydrated()}>
      <Who />
    </HydrationBoundary>
  );
}
