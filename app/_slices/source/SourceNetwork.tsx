/** One network with all its configured addresses. */
import { useTranslations } from "next-intl";
import { Card, EmptyState } from "#app/kit";
import type { SourceView } from "#server/api";
import { GivesTable } from "./GivesTable";
import { SourceEntry } from "./SourceEntry";
import styles from "./source.module.css";

export interface SourceNetworkProps {
  name: string;
  sources: readonly SourceView[];
  /** Whether what it can give is unfolded: where there are many networks, each is a few lines. */
  open: boolean;
}

export function SourceNetwork({ name, sources, open }: SourceNetworkProps) {
  const t = useTranslations("attach");
  const reached = sources.filter(({ ok }) => ok).length;
  return (
    <Card variant="flush" title={name} aside={t("reached", { reached, total: sources.length })}>
      {sources.length === 0 && <EmptyState title={t("noAddress")}>{t("noAddressText")}</EmptyState>}
      <div className={styles.sources}>
        {sources.map((source) => (
          <SourceEntry key={source.address} source={source} />
        ))}
      </div>
      {sources.some(({ facts }) => facts !== null) && (
        <details className={styles.gives} open={open}>
          <summary>{t("gives")}</summary>
          <GivesTable sources={sources} />
        </details>
      )}
    </Card>
  );
}
