/**
 * The newest blocks against the validators: a square is filled where the certificate we hold has the validator's signature.
 * An empty one says only that: nodes may hold different subsets, so it is not "missed".
 */
import { useFormatter, useTranslations } from "next-intl";
import { EmptyState, PlaceLink, Text } from "#app/kit";
import type { ConsensusView, SignedBlock } from "#server/api";
import styles from "./grid.module.css";

export function SignatureGrid({ view }: { view: ConsensusView }) {
  const t = useTranslations("consensus");
  const format = useFormatter();
  if (view.blocks.length === 0) return <EmptyState title={t("noBlocks")} />;
  const order = view.order ?? view.validators.map(({ id }) => id);
  const blocks = [...view.blocks].sort((a, b) => a.height - b.height);
  const first = blocks[0];
  const last = blocks[blocks.length - 1];
  return (
    <>
      <p className={styles.text}>{t("gridText", { quorum: view.quorum ?? 0, known: view.validators.length })}</p>
      <div className={styles.scroll}>
        <table className={styles.grid}>
          <caption className={styles.caption}>{t("gridCaption")}</caption>
          <thead>
            <tr>
              <th scope="col" className={styles.corner}>
                <Text variant="hidden">{t("validator")}</Text>
              </th>
              {blocks.map((block) => (
                <th key={block.hash} scope="col" className={styles.column}>
                  <PlaceLink
                    to={`/blocks/${block.hash}`}
                    variant="quiet"
                    title={format.number(block.height)}
                    label={format.number(block.height)}
                  >
                    <span className={block.final ? styles.final : styles.unfinal} aria-hidden="true" />
                  </PlaceLink>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {order.map((id) => (
              <tr key={id}>
                <th scope="row" className={styles.name}>
                  {id}
                </th>
                {blocks.map((block) => (
                  <Square key={block.hash} block={block} id={id} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {first && last && (
        <p className={styles.axis}>
          <span>{format.number(first.height)}</span>
          <span>{format.number(last.height)}</span>
        </p>
      )}
      <ul className={styles.legend}>
        <li>
          <span className={styles.signed} /> {t("signed")}
        </li>
        <li>
          <span className={styles.proposed} /> {t("proposedAndSigned")}
        </li>
        <li>
          <span className={styles.proposedOnly} /> {t("proposed")}
        </li>
        <li>
          <span className={styles.absent} /> {t("notInCertificate")}
        </li>
      </ul>
    </>
  );
}

function Square({ block, id }: { block: SignedBlock; id: string }) {
  const t = useTranslations("consensus");
  const signed = block.signedBy.includes(id);
  const proposed = block.proposer === id;
  const word = signed
    ? proposed
      ? t("proposedAndSigned")
      : t("signed")
    : proposed
      ? t("proposed")
      : t("notInCertificate");
  return (
    <td className={styles.cell} title={`${id} · ${block.height} · ${word}`}>
      <span
        className={proposed ? (signed ? styles.proposed : styles.proposedOnly) : signed ? styles.signed : styles.absent}
      />
      <Text variant="hidden">{word}</Text>
    </td>
  );
}
