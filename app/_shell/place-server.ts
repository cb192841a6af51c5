/** Where a request is: its language and network checked against what exists, once a request. */
import { notFound } from "next/navigation";
import { setRequestLocale } from "next-intl/server";
import { cache } from "react";
import { isLocale } from "#app/i18n";
import { FIRST_NETWORK, type Place } from "#app/kit";
import { apiErrorOf, currentApi } from "#server/api";

export interface PlaceParams {
  locale: string;
  network: string;
}

const placeOf = cache(async (locale: string, segment: string): Promise<Place> => {
  if (!isLocale(locale)) notFound();
  setRequestLocale(locale);
  const names = await currentApi().networks();
  const wanted = decodeURIComponent(segment);
  const network = wanted === FIRST_NETWORK ? names[0] : names.find((name) => name === wanted);
  if (network === undefined) notFound();
  return { locale, network, named: wanted !== FIRST_NETWORK };
});

/** For pages and layouts. A network or language that does not exist is a page that does not exist. */
export async function requestPlace(params: Promise<PlaceParams>): Promise<Place> {
  const { locale, network } = await params;
  return placeOf(locale, network);
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
