/** What the sources of a network can and can't give, a column for each kind of answer. */
import { useTranslations } from "next-intl";
import { StatusDot, Table, Td, type Tone, Tr } from "#app/kit";
import type { SourceGives, SourceView } from "#server/api";
import { alike } from "./sentence";
import styles from "./source.module.css";

const ROWS = [
  "blocks",
  "receipts",
  "events",
  "transactions",
  "accounts",
  "certificates",
  "consensus",
] as const satisfies (keyof SourceGives)[];

const TONES: Record<SourceGives["blocks"], Tone> = { given: "final", unavailable: "unknown", unknown: "pending" };

export function GivesTable({ sources }: { sources: readonly SourceView[] }) {
  const t = useTranslations("attach");
  const answering = sources.filter(({ facts }) => facts !== null);
  if (answering.length === 0) return null;
  const groups = alike(answering);
  const columns = [
    { key: "what", label: t("gives") },
    ...groups.map(({ addresses }) => ({
      key: addresses.join(),
      label: <span className={styles.addresses}>{addresses.join("\n")}</span>,
    })),
  ];
  return (
    <Table caption={t("gives")} columns={columns}>
      {ROWS.map((row) => (
        <Tr key={row}>
          <Td head>
            <span className={styles.ability}>
              {t(`ability.${row}.name`)}
              <span className={styles.means}>{t(`ability.${row}.means`)}</span>
            </span>
          </Td>
          {groups.map(({ addresses, gives }) => {
            const answer = gives?.[row] ?? "unknown";
            return (
              <Td key={addresses.join()}>
                <span className={answer === "given" ? styles.given : styles.lacking}>
                  <StatusDot tone={TONES[answer]} /> {t(`answer.${answer}`)}
                </span>
              </Td>
            );
          })}
        </Tr>
      ))}
    </Table>
  );
}
