/** Every page of a network: where it is, one query cache, and the chrome. */
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { PlaceProvider } from "#app/kit";
import { QueryProvider } from "#app/live";
import { type PlaceParams, requestPlace, Shell } from "#app/shell";
import { readTheme, THEME_COOKIE } from "#app/theme";
import { currentApi } from "#server/api";

export default async function NetworkLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<PlaceParams>;
}) {
  const place = await requestPlace(params);
  const api = currentApi();
  const [networks, status, jar] = await Promise.all([
    api.networkSummaries(),
    api.networkStatus(place.network),
    cookies(),
  ]);
  return (
    <PlaceProvider place={place}>
      <QueryProvider>
        <Shell place={place} networks={networks} status={status} theme={readTheme(jar.get(THEME_COOKIE)?.value)}>
          {children}
        </Shell>
      </QueryProvider>
    </PlaceProvider>
  );
}
