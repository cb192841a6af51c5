/** Parts of one page as links: each has its own address, and works without JavaScript. */
import type { ReactNode } from "react";
import { PlaceLink } from "./PlaceProvider";
import styles from "./tabs.module.css";

export interface Tab {
  to: string;
  label: ReactNode;
  current: boolean;
}

export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <span key={tab.to} className={tab.current ? styles.current : styles.tab}>
          <PlaceLink to={tab.to} variant="quiet" current={tab.current}>
            {tab.label}
          </PlaceLink>
        </span>
      ))}
    </nav>
  );
}
