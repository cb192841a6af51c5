import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Stack, Text } from "#app/kit";
import { type PlaceParams, requestPlace } from "#app/shell";
import { StallBanner } from "#app/slices/consensus";
import { HOME_BLOCKS, HOME_ROWS, LiveHome } from "#app/slices/network";
import { currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { network } = await requestPlace(params);
  return { title: network };
}

export default async function HomePage({ params }: PageProps) {
  const { network } = await requestPlace(params);
  const api = currentApi();
  const t = await getTranslations("home");
  const [status, blocks, transactions, nodes, consensus] = await Promise.all([
    api.networkStatus(network),
    api.blocks(network, { limit: HOME_BLOCKS }),
    api.transactions(network, { limit: HOME_ROWS }),
    api.nodes(network),
    api.consensus(network),
  ]);
  return (
    <Stack>
      <Text variant="hidden">
        <h1>{t("title", { network })}</h1>
      </Text>
      {status.live && <StallBanner initial={consensus} cutOffSaid={status.sourceError !== null} />}
      <LiveHome
        status={status}
        blocks={blocks.items}
        transactions={transactions.items}
        nodes={nodes}
        turns={consensus}
      />
    </Stack>
  );
}
