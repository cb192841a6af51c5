/** The networks as links, each with what it is. */
import Link from "next/link";
import { type Place, pathTo, StatusDot } from "#app/kit";
import type { NetworkSummaryView } from "#server/api";
import { NetworkKind, toneOf } from "./NetworkKind";
import styles from "./network.module.css";

export interface NetworkListProps {
  networks: readonly NetworkSummaryView[];
  locale: Place["locale"];
  /** Where to in each, from its root. */
  page: string;
  current?: string;
  variant?: "list" | "cards";
}

export function NetworkList({ networks, locale, page, current, variant = "list" }: NetworkListProps) {
  return (
    <ul className={styles[variant]}>
      {networks.map((network, index) => (
        <li key={network.name}>
          <Link
            href={pathTo({ locale, network: network.name, named: index > 0 }, page)}
            prefetch={false}
            className={styles.link}
            aria-current={network.name === current ? "true" : undefined}
          >
            <StatusDot tone={toneOf(network)} />
            <span className={styles.text}>
              <span className={styles.network}>{network.name}</span>
              <NetworkKind network={network} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
