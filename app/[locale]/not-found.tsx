import { cookies } from "next/headers";
import { NoSuchNetwork } from "#app/shell";
import { readTheme, THEME_COOKIE } from "#app/theme";
import { currentApi } from "#server/api";

/** A network that does not exist. */
export default async function NotFound() {
  const networks = await currentApi()
    .networkSummaries()
    .catch(() => []);
  return <NoSuchNetwork networks={networks} theme={readTheme((await cookies()).get(THEME_COOKIE)?.value)} />;
}
