/** What is known of an address: the balance and nonce are its node's word at a named block, or added up, or unknown. */
import { useFormatter, useTranslations } from "next-intl";
import { Amount, BlockLink, COIN, Hash, KeyValue, NodeLink, Text } from "#app/kit";
import type { AddressView } from "#server/api";

export function AddressFields({ address }: { address: AddressView }) {
  const t = useTranslations("address");
  const format = useFormatter();
  return (
    <KeyValue
      fields={[
        { key: "address", label: t("address"), value: <Hash value={address.address} size="full" copy /> },
        {
          key: "balance",
          label: t("balance"),
          value: <Amount value={address.balance} unit={COIN[address.ledger]} size="full" named />,
          note:
            address.balanceAt === null ? (
              t(`balanceUnknown.${address.balanceUnknown ?? "no-source"}`)
            ) : (
              <>
                {t(`balanceAt.${address.ledger}`)} <BlockLink height={address.balanceAt.height} />
              </>
            ),
        },
        address.ledger === "utxo"
          ? null
          : {
              key: "nonce",
              label: t("nonce"),
              value:
                address.nonce === null ? (
                  <Text variant="faint">{t("unknown")}</Text>
                ) : (
                  format.number(BigInt(address.nonce))
                ),
            },
        address.validator === null
          ? null
          : { key: "validator", label: t("validator"), value: <NodeLink id={address.validator} /> },
        address.firstSeenHeight === null
          ? null
          : { key: "first", label: t("firstSeen"), value: <BlockLink height={address.firstSeenHeight} /> },
        address.lastSeenHeight === null
          ? null
          : { key: "last", label: t("lastSeen"), value: <BlockLink height={address.lastSeenHeight} /> },
      ]}
    />
  );
}
