"use client";
/** Copies a text and says so for a moment. Without JavaScript the text itself can be selected. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import styles from "./hash.module.css";

const SAID_MS = 1500;

export function CopyButton({ text }: { text: string }) {
  const t = useTranslations("kit");
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_MS);
  };
  const label = copied ? t("copied") : t("copy");
  return (
    <button
      type="button"
      className={styles.copy}
      aria-label={label}
      title={label}
      onClick={() => {
        // A browser without clipboard rights leaves the button as it is.
        copy().catch(() => setCopied(false));
      }}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {copied ? <path d="M3 8.5 6.5 12 13 4.5" /> : <path d="M5.5 5.5h7v8h-7zM3.5 10.5v-8h7" />}
      </svg>
    </button>
  );
}
