"use client";
/** Parameters of the URL that mean nothing here: what is shown is the page without them, and that is said. */
import { useSearchParams, useSelectedLayoutSegments } from "next/navigation";
import { useTranslations } from "next-intl";
import { Notice } from "#app/kit";
import styles from "./shell.module.css";

/** By the first part of the path. */
const KNOWN: Record<string, readonly string[]> = {
  blocks: ["cursor"],
  txs: ["cursor"],
  address: ["cursor"],
  mempool: ["cursor"],
  search: ["q"],
};

export function UnknownParameters() {
  const t = useTranslations("shell");
  const [page = ""] = useSelectedLayoutSegments();
  const given = [...new Set(useSearchParams().keys())];
  const unknown = given.filter((name) => !(KNOWN[page] ?? []).includes(name));
  if (unknown.length === 0) return null;
  const names = unknown.map((name) => `“${name}”`).join(", ");
  return (
    <div className={styles.notice}>
      <Notice tone="unknown" title={t("parameters", { names, count: unknown.length })}>
        {t("parametersText")}
      </Notice>
    </div>
  );
}
