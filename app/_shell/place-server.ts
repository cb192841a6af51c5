/** Where a request is: its language and network checked against what exists, once a request. */
import { notFound } from "next/navigation";
import { setRequestLocale } from "next-intl/server";
import { cache } from "react";
import { isLocale } from "#app/i18n";
import { FIRST_NETWORK, type Place } from "#app/kit";
import { apiErrorOf, currentApi, type NetworkSummaryView } from "#server/api";

export interface PlaceParams {
  locale: string;
  network: string;
}

const located = cache(
  async (locale: string, segment: string): Promise<{ place: Place; summary: NetworkSummaryView }> => {
    if (!isLocale(locale)) notFound();
    setRequestLocale(locale);
    const networks = await currentApi().networkSummaries();
    const wanted = decodeURIComponent(segment);
    const summary = wanted === FIRST_NETWORK ? networks[0] : networks.find(({ name }) => name === wanted);
    if (summary === undefined) notFound();
    return { place: { locale, network: summary.name, named: wanted !== FIRST_NETWORK }, summary };
  },
);

/** For pages and layouts. A network or language that does not exist is a page that does not exist. */
export async function requestPlace(params: Promise<PlaceParams>): Promise<Place> {
  const { locale, network } = await params;
  return (await located(locale, network)).place;
}

/** What the network of the request is. */
export async function requestSummary(params: Promise<PlaceParams>): Promise<NetworkSummaryView> {
  const { locale, network } = await params;
  return (await located(locale, network)).summary;
}

/** A refusal of what was asked, rather than a fault of the server. */
export function refusalOf(error: unknown) {
  const refusal = apiErrorOf(error);
  return refusal && refusal.status < 500 ? refusal : null;
}

/** An id that the read models refuse as malformed names nothing: the page does not exist. Other faults go on. */
export async function found<T>(reading: Promise<T | null>): Promise<T> {
  const value = await reading.catch((error: unknown) => {
    if (refusalOf(error)) return null;
    throw error;
  });
  if (value === null) notFound();
  return value;
}
