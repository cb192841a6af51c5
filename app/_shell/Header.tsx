/** Name, pages, search, and what the reader may set. All of it works without JavaScript but the theme. */
import { useTranslations } from "next-intl";
import { type Place, PlaceLink } from "#app/kit";
import type { Theme } from "#app/theme";
import type { NetworkSummaryView } from "#server/api";
import { ConnectionSign } from "./ConnectionSign";
import styles from "./header.module.css";
import { LanguageSwitch } from "./LanguageSwitch";
import { Logo } from "./Logo";
import { Menu } from "./Menu";
import { NavLinks } from "./NavLinks";
import { NetworkSwitch } from "./NetworkSwitch";
import { SearchBox } from "./SearchBox";
import { ThemeToggle } from "./ThemeToggle";

export function Header({
  place,
  networks,
  theme,
  kind,
}: {
  place: Place;
  networks: readonly NetworkSummaryView[];
  theme: Theme;
  kind: "running" | "recording" | "unsourced";
}) {
  const t = useTranslations("shell");
  const settings = (
    <>
      <LanguageSwitch />
      <ThemeToggle initial={theme} />
    </>
  );
  return (
    <header className={styles.header}>
      <div className={styles.bar}>
        <span className={styles.brand}>
          <PlaceLink to="/" variant="quiet" label={t("home")}>
            <Logo />
          </PlaceLink>
          <NetworkSwitch networks={networks} />
        </span>
        <nav className={styles.wide} aria-label={t("nav")}>
          <NavLinks />
        </nav>
        <div className={styles.search}>
          <SearchBox place={place} />
        </div>
        <ConnectionSign network={place.network} kind={kind} />
        <div className={styles.wide}>{settings}</div>
        <Menu>
          <nav aria-label={t("nav")}>
            <NavLinks />
          </nav>
          <div className={styles.settings}>{settings}</div>
        </Menu>
      </div>
    </header>
  );
}
