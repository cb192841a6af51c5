import type { Metadata } from "next";
import { found, type PlaceParams, requestPlace } from "#app/shell";
import { LiveNode } from "#app/slices/node";
import { currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams & { id: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  return { title: decodeURIComponent((await params).id) };
}

export default async function NodePage({ params }: PageProps) {
  const { network } = await requestPlace(params);
  const node = await found(currentApi().node(network, decodeURIComponent((await params).id)));
  return <LiveNode key={node.id} initial={node} />;
}
