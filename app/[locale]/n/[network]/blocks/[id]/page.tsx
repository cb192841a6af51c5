import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { Card, Grid, PageHead, Pager, PlaceLink, Row, Stack } from "#app/kit";
import { cursorOf, found, type ListParams, type PlaceParams, ROWS, requestPlace } from "#app/shell";
import {
  BlockBanners,
  BlockChecks,
  BlockFields,
  BlockSigns,
  Certificate,
  LiveBlockRefresh,
  tellsFinality,
} from "#app/slices/block";
import { doubtsOf, TxTable } from "#app/slices/transaction";
import { type BlockDetailView, currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams & { id: string }>;
  searchParams: Promise<ListParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  const { id } = await params;
  const t = await getTranslations("block");
  return { title: /^\d+$/.test(id) ? t("titleOf", { height: id }) : t("title") };
}

export default async function BlockPage({ params, searchParams }: PageProps) {
  const { network } = await requestPlace(params);
  const { id } = await params;
  const cursor = cursorOf(await searchParams);
  const api = currentApi();
  const [t, format] = await Promise.all([getTranslations("block"), getFormatter()]);
  const block = await found(api.block(network, id));
  const page = await found(
    api.blockTransactions(network, block.hash, { limit: ROWS, ...(cursor === undefined ? {} : { cursor }) }),
  );
  const failed = Object.values(block.checks).includes("failed");
  return (
    <Stack>
      <PageHead
        kind={t("title")}
        title={format.number(block.height, "plain")}
        signs={<BlockSigns block={block} />}
        aside={<Neighbours block={block} />}
      />
      <BlockBanners block={block} />
      {!block.final && block.canonical && tellsFinality(block) && (
        <LiveBlockRefresh network={network} hash={block.hash} height={block.height} />
      )}
      {failed && <Proofs block={block} />}
      <Card title={t("fields")}>
        <BlockFields block={block} />
      </Card>
      <Card variant="flush" title={t("transactions", { count: block.transactionCount })}>
        <TxTable transactions={page.items} variant="block" doubted={doubtsOf(block).map(({ hash }) => hash)} />
        <Pager path={`/blocks/${id}`} cursor={cursor} nextCursor={page.nextCursor} order="ascending" />
      </Card>
      {!failed && <Proofs block={block} />}
    </Stack>
  );
}

/** What was checked, and who has signed; above everything else where a check has failed. */
async function Proofs({ block }: { block: BlockDetailView }) {
  const t = await getTranslations("block");
  const certified = block.certificate !== null || tellsFinality(block);
  const checks = (
    <Card title={t("checksTitle")}>
      <BlockChecks block={block} />
    </Card>
  );
  if (!certified) return checks;
  return (
    <Grid>
      {checks}
      <Card variant="flush" title={t("certificate")}>
        <Certificate block={block} />
      </Card>
    </Grid>
  );
}

async function Neighbours({ block }: { block: BlockDetailView }) {
  const [t, format] = await Promise.all([getTranslations("block"), getFormatter()]);
  return (
    <Row>
      {block.previous && (
        <PlaceLink to={`/blocks/${block.previous.height}`} variant="button" label={t("previous")}>
          ← {format.number(block.previous.height)}
        </PlaceLink>
      )}
      {block.next && (
        <PlaceLink to={`/blocks/${block.next.height}`} variant="button" label={t("next")}>
          {format.number(block.next.height)} →
        </PlaceLink>
      )}
    </Row>
  );
}
