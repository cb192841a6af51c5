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
  const words = useWords(view.engine);
  const raft = view.engine === "raft";
  if (view.blocks.length === 0) return <EmptyState title={t("noBlocks")} />;
  const order = view.order ?? view.validators.map(({ id }) => id);
  const blocks = [...view.blocks].sort((a, b) => a.height - b.height);
  const first = blocks[0];
  const last = blocks[blocks.length - 1];
  return (
    <>
      <p className={styles.text}>
        {t(raft ? "raft.gridText" : "gridText", { quorum: view.quorum ?? 0, known: view.validators.length })}
      </p>
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
                  <Square key={block.hash} block={block} id={id} words={words} />
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
          <span className={styles.signed} /> {words.signed}
        </li>
        <li>
          <span className={styles.proposed} /> {words.both}
        </li>
        <li>
          <span className={words.proposedOnly} /> {words.proposed}
        </li>
        <li>
          <span className={styles.absent} /> {words.absent}
        </li>
      </ul>
    </>
  );
}

interface Words {
  signed: string;
  both: string;
  proposed: string;
  absent: string;
  /** The look of a square that is made and not signed: under Raft that is usual, under turns it is not. */
  proposedOnly: string | undefined;
}

/** Under Raft a block is made by the leader and acknowledged; elsewhere it is proposed and signed. */
function useWords(engine: string): Words {
  const t = useTranslations("consensus");
  const raft = engine === "raft";
  return {
    signed: t(raft ? "raft.acknowledged" : "signed"),
    both: t(raft ? "raft.madeAndAcknowledged" : "proposedAndSigned"),
    proposed: t(raft ? "raft.made" : "proposed"),
    absent: t("notInCertificate"),
    proposedOnly: raft ? styles.made : styles.proposedOnly,
  };
}

function Square({ block, id, words }: { block: SignedBlock; id: string; words: Words }) {
  const signed = block.signedBy.includes(id);
  const proposed = block.proposer === id;
  const word = signed ? (proposed ? words.both : words.signed) : proposed ? words.proposed : words.absent;
  return (
    <td className={styles.cell} title={`${id} · ${block.height} · ${word}`}>
      <span
        className={proposed ? (signed ? styles.proposed : words.proposedOnly) : signed ? styles.signed : styles.absent}
      />
      <Text variant="hidden">{word}</Text>
    </td>
  );
}
