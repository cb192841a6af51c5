/** A hash or address: both ends shown, the whole in its title, a copy button beside it. */
import { CopyButton } from "./CopyButton";
import { middle } from "./format";
import styles from "./hash.module.css";

export interface HashProps {
  value: string;
  /** `full` shows all of it and lets it wrap. */
  size?: "short" | "full";
  copy?: boolean;
}

export function Hash({ value, size = "short", copy = false }: HashProps) {
  return (
    <span className={size === "full" ? styles.full : styles.short}>
      <span title={size === "short" ? value : undefined}>{size === "full" ? value : middle(value)}</span>
      {copy && <CopyButton text={value} />}
    </span>
  );
}
