/** Two panes of glass that overlap, and the name. */
import styles from "./logo.module.css";

export function Logo() {
  return (
    <span className={styles.logo}>
      <svg viewBox="0 0 24 24" aria-hidden="true" className={styles.mark}>
        <rect x="2" y="4" width="13" height="13" rx="3" className={styles.back} />
        <rect x="9" y="8" width="13" height="13" rx="3" className={styles.front} />
        <path d="M12.5 17.5 18 11.5" className={styles.shine} />
      </svg>
      <span className={styles.name}>Chainglass</span>
    </span>
  );
}
