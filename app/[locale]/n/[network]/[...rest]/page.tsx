import { notFound } from "next/navigation";
import { type PlaceParams, requestPlace } from "#app/shell";

/** Paths that are no page, so that they are answered in the network's own chrome. */
export default async function UnknownPage({ params }: { params: Promise<PlaceParams> }) {
  await requestPlace(params);
  notFound();
}
