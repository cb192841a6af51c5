/** One configured address as it was just found: reachable or exactly why not, and what answers there. */
import { useFormatter, useTranslations } from "next-intl";
import { Age, Badge, type Field, Hash, KeyValue, Raw, Text } from "#app/kit";
import type { SourceFacts, SourceView } from "#server/api";
import { verdictOf } from "./sentence";
import styles from "./source.module.css";

export function SourceEntry({ source }: { source: SourceView }) {
  const t = useTranslations("attach");
  const { problem, facts } = source;
  const code = verdictOf(source);
  const other = code === "other-chain";
  const faults = facts?.faults ?? [];
  return (
    <article className={styles.source}>
      <header className={styles.head}>
        <h3 className={styles.address}>{source.address}</h3>
        <Badge tone={source.ok ? "alive" : other ? "suspect" : "dead"}>{t(source.ok ? "ok" : "notOk")}</Badge>
        <p className={styles.verdict}>
          {t(`verdict.${code}`, { expected: problem?.expected ?? "", found: problem?.found ?? "" })}
        </p>
      </header>
      {problem?.reason && (
        <p className={styles.reason} lang="en">
          {problem.reason}
        </p>
      )}
      {facts && <Facts facts={facts} latencyMs={source.latencyMs} />}
      {faults.length > 0 && (
        <details className={styles.faults}>
          <summary>{t("faults", { count: faults.length })}</summary>
          <Raw>{faults.map(({ file, offset, reason }) => `${file} @ ${offset}: ${reason}`).join("\n")}</Raw>
        </details>
      )}
    </article>
  );
}

function Facts({ facts, latencyMs }: { facts: SourceFacts; latencyMs: number | null }) {
  const t = useTranslations("attach");
  const node = useTranslations("node");
  const format = useFormatter();
  const plain = (height: number) => format.number(height, "plain");
  const fields: (Field | null)[] = [
    { key: "name", label: node("name"), value: facts.name },
    latencyMs === null
      ? null
      : { key: "latency", label: t("latency"), value: node("ms", { value: format.number(latencyMs) }) },
    { key: "version", label: node("version"), value: <Text variant="mono">{facts.version}</Text> },
    {
      key: "chain",
      label: t("chain"),
      value: t("chainFacts", {
        engine: facts.engine,
        ledger: facts.ledger,
        rules: facts.rules,
        known: facts.chainId === 0 ? "no" : "yes",
        chainId: String(facts.chainId),
      }),
    },
    facts.genesisHash === null
      ? null
      : { key: "genesis", label: t("genesis"), value: <Hash value={facts.genesisHash} size="full" /> },
    {
      key: "heights",
      label: t("heights"),
      value:
        facts.heights === null
          ? t("noBlocks")
          : t(facts.contiguous ? "heightsAll" : "heightsGaps", {
              from: plain(facts.heights[0]),
              to: plain(facts.heights[1]),
            }),
    },
    facts.headTime === null ? null : { key: "head", label: t("headTime"), value: <Age time={facts.headTime} /> },
  ];
  return <KeyValue fields={fields} />;
}
