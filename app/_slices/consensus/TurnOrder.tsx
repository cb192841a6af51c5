/** Whose turn it is, in the order of turns, with each validator's state and newest signature. */
import { useTranslations } from "next-intl";
import { BlockLink, NodeLink, StatusDot, Text } from "#app/kit";
import type { ConsensusView } from "#server/api";
import { partOf } from "./turn";
import styles from "./turns.module.css";

export function TurnOrder({ view }: { view: ConsensusView }) {
  const t = useTranslations("consensus");
  const node = useTranslations("node");
  const order = view.order ?? view.validators.map(({ id }) => id);
  const byId = new Map(view.validators.map((validator) => [validator.id, validator]));
  return (
    <ol className={styles.order}>
      {order.map((id) => {
        const validator = byId.get(id);
        const part = partOf(view, id);
        const present = part === "now" || part === "silent" || part === "proposed";
        const status = validator?.status ?? "unknown";
        return (
          <li
            key={id}
            className={present ? styles.inTurn : styles.validator}
            aria-current={present ? "step" : undefined}
          >
            <span className={styles.head}>
              <StatusDot tone={status} label={node(`statusName.${status}`)} />
              <NodeLink id={id} />
            </span>
            <span className={styles.turn}>{part === "waits" ? node(`statusName.${status}`) : t(`part.${part}`)}</span>
            <span className={styles.signed}>
              {validator?.lastSigned ? (
                <>
                  {t("lastSigned")} <BlockLink height={validator.lastSigned.height} />
                </>
              ) : (
                <Text variant="faint">{t("neverSigned")}</Text>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
