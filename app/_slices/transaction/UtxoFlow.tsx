/** What a transaction of a utxo ledger spends, and what it creates: each input linked to its output, and back. */
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { AddressLink, Amount, Badge, COIN, Raw, Text, TxLink } from "#app/kit";
import type { TransactionDetailView, UtxoInputView, UtxoOutputView } from "#server/api";
import styles from "./flow.module.css";

/** More than these fold. */
const OPEN_MAX = 50;

export function UtxoFlow({ transaction: tx }: { transaction: TransactionDetailView }) {
  const t = useTranslations("transaction");
  const inputs = tx.inputs ?? [];
  const outputs = tx.outputs ?? [];
  return (
    <div className={styles.flow}>
      <Side title={t("inputs")} count={tx.inputCount ?? inputs.length} total={tx.coinbase ? null : spentOf(inputs)}>
        {inputs.map((input, index) => (
          <Input key={`${input.previousHash}:${input.previousIndex}`} input={input} index={index} />
        ))}
      </Side>
      <div className={styles.arrow} aria-hidden="true">
        →
      </div>
      <Side title={t("outputs")} count={tx.outputCount ?? outputs.length} total={tx.value}>
        {outputs.map((output) => (
          <Output key={output.index} output={output} />
        ))}
      </Side>
    </div>
  );
}

/** Null where one is not known. */
function spentOf(inputs: readonly UtxoInputView[]): string | null {
  const values = inputs.flatMap(({ value }) => value ?? []);
  return values.length < inputs.length ? null : values.reduce((sum, value) => sum + BigInt(value), 0n).toString();
}

interface SideProps {
  title: string;
  count: number;
  total: string | null;
  children: ReactNode[];
}

function Side({ title, count, total, children }: SideProps) {
  const t = useTranslations("transaction");
  const format = useFormatter();
  const folded = children.slice(OPEN_MAX);
  return (
    <section className={styles.side} aria-label={title}>
      <header className={styles.head}>
        <span>
          {title} <Text variant="faint">{format.number(count)}</Text>
        </span>
        {total !== null && <Amount value={total} unit={COIN.utxo} size="full" named />}
      </header>
      <ol>{children.slice(0, OPEN_MAX)}</ol>
      {folded.length > 0 && (
        <details className={styles.more}>
          <summary>{t("moreEntries", { count: folded.length })}</summary>
          <ol>{folded}</ol>
        </details>
      )}
      {count > children.length && (
        <p className={styles.more}>
          <Text variant="faint">{t("notShown", { count: count - children.length })}</Text>
        </p>
      )}
    </section>
  );
}

function Input({ input, index }: { input: UtxoInputView; index: number }) {
  const t = useTranslations("transaction");
  if (input.coinbase)
    return (
      <li className={styles.entry}>
        <Line what={<Badge tone="unknown">{t("coinbase")}</Badge>} value={null} />
        <p className={styles.note}>{t("coinbaseText")}</p>
        <Script script={input.script} witness={input.witness} />
      </li>
    );
  return (
    <li className={styles.entry}>
      <Line what={<Holder address={input.address} kind={input.kind} />} value={<Value value={input.value} />} />
      <p className={styles.note}>
        {t("entryIndex", { index })} · {t("spends", { index: input.previousIndex ?? 0 })}{" "}
        {input.previousHash !== null && <TxLink hash={input.previousHash} />}
      </p>
      <Script script={input.script} witness={input.witness} />
    </li>
  );
}

function Output({ output }: { output: UtxoOutputView }) {
  const t = useTranslations("transaction");
  return (
    <li className={styles.entry}>
      <Line what={<Holder address={output.address} kind={output.kind} />} value={<Value value={output.value} />} />
      <p className={styles.note}>
        {t("entryIndex", { index: output.index })} ·{" "}
        {output.address !== null && `${t(`kinds.${kindOf(output.kind)}`)} · `}
        {output.spentBy === null ? (
          output.kind === "op_return" ? (
            t("unspendable")
          ) : (
            t("unspent")
          )
        ) : (
          <>
            {t("spentBy", { index: output.spentBy.index })} <TxLink hash={output.spentBy.hash} />
          </>
        )}
      </p>
      <Script script={output.script} witness={[]} />
    </li>
  );
}

const KINDS = ["p2pk", "p2pkh", "p2sh", "p2wpkh", "p2wsh", "p2tr", "multisig", "op_return"] as const;
const kindOf = (kind: string) => KINDS.find((each) => each === kind) ?? "nonstandard";

function Line({ what, value }: { what: ReactNode; value: ReactNode }) {
  return (
    <div className={styles.line}>
      <span className={styles.what}>{what}</span>
      <span>{value}</span>
    </div>
  );
}

const Value = ({ value }: { value: string | null }) => <Amount value={value} unit={COIN.utxo} size="full" named />;

/** The address, else the kind of script that stands in its place; an output that is not indexed has neither. */
function Holder({ address, kind }: { address: string | null; kind: string | null }) {
  const t = useTranslations("transaction");
  if (address !== null) return <AddressLink address={address} full />;
  return <Text variant="soft">{kind === null ? t("notIndexed") : t(`kinds.${kindOf(kind)}`)}</Text>;
}

function Script({ script, witness }: { script: string; witness: readonly string[] }) {
  const t = useTranslations("transaction");
  const bare = (hex: string) => hex.replace(/^0x/, "");
  if (script === "0x" && witness.length === 0) return null;
  return (
    <details className={styles.script}>
      <summary>{witness.length > 0 ? t("scriptAndWitness", { count: witness.length }) : t("script")}</summary>
      <Raw>{[script === "0x" ? [] : bare(script), witness.map((item) => bare(item) || "–")].flat(2).join("\n\n")}</Raw>
    </details>
  );
}
