import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Badge, Card, middle, PageHead, Pager, Stack } from "#app/kit";
import { cursorOf, found, type ListParams, type PlaceParams, ROWS, requestPlace } from "#app/shell";
import { AddressFields, LiveAddressTxs } from "#app/slices/address";
import { TxTable } from "#app/slices/transaction";
import { currentApi } from "#server/api";

interface PageProps {
  params: Promise<PlaceParams & { address: string }>;
  searchParams: Promise<ListParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requestPlace(params);
  const t = await getTranslations("address");
  return { title: t("titleOf", { address: middle((await params).address) }) };
}

export default async function AddressPage({ params, searchParams }: PageProps) {
  const { network } = await requestPlace(params);
  const cursor = cursorOf(await searchParams);
  const api = currentApi();
  const t = await getTranslations("address");
  const address = await found(api.address(network, (await params).address));
  const page = await found(
    api.addressTransactions(network, address.address, { limit: ROWS, ...(cursor === undefined ? {} : { cursor }) }),
  );
  return (
    <Stack>
      <PageHead
        kind={t(address.ledger === "utxo" ? "address" : address.isContract ? "contract" : "account")}
        title={middle(address.address, 8, 6)}
        signs={
          address.validator !== null && <Badge tone="final">{t("validatorBadge", { id: address.validator })}</Badge>
        }
      />
      <Card>
        <AddressFields address={address} />
      </Card>
      <Card variant="flush" title={t("transactions")}>
        {cursor === undefined ? (
          <LiveAddressTxs
            key={address.address}
            network={network}
            address={address.address}
            initial={page.items}
            rowsMax={ROWS}
          />
        ) : (
          <TxTable transactions={page.items} variant="address" />
        )}
        <Pager path={`/address/${address.address}`} cursor={cursor} nextCursor={page.nextCursor} />
      </Card>
    </Stack>
  );
}
