/** Who signed a block, against how many have to: the certificate as this indexer holds it. */
import { useFormatter, useTranslations } from "next-intl";
import { AddressLink, EmptyState, Hash, Table, Td, Text, Tr } from "#app/kit";
import type { BlockDetailView } from "#server/api";
import styles from "./certificate.module.css";

export function Certificate({ block }: { block: BlockDetailView }) {
  const t = useTranslations("block");
  const format = useFormatter();
  const { certificate } = block;
  if (certificate === null)
    return (
      <EmptyState title={t("noCertificate")}>
        {block.final ? t("noCertificateFinal") : t("noCertificateText")}
      </EmptyState>
    );
  const turn = format.number(certificate.turn);
  const figures = { count: certificate.seals.length, turn, engine: block.consensus.engine };
  const columns = [
    { key: "validator", label: t("validator") },
    { key: "signature", label: t("signature"), align: "end" as const },
  ];
  return (
    <>
      <p className={styles.sentence}>
        <Text variant="soft">
          {certificate.quorum === null
            ? t("signedBy", figures)
            : t("signedOf", { ...figures, quorum: certificate.quorum })}
        </Text>
      </p>
      <Table caption={t("certificate")} columns={columns}>
        {certificate.seals.map((seal) => (
          <Tr key={seal.validator}>
            <Td head>
              <AddressLink address={seal.validator} name={seal.id} />
            </Td>
            <Td align="end">
              <Hash value={seal.signature} copy />
            </Td>
          </Tr>
        ))}
      </Table>
    </>
  );
}
