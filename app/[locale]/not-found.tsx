import { NoSuchNetwork } from "#app/shell";
import { currentApi } from "#server/api";

/** A network that does not exist: there is no chrome of one to show around it. */
export default async function NotFound() {
  const networks = await currentApi()
    .networkSummaries()
    .catch(() => []);
  return <NoSuchNetwork networks={networks} />;
}
