"use client";
/** A page that failed: said plainly, with a way to try again. What happened stays in the server's log, under the digest. */
import { useTranslations } from "next-intl";
import { Card, ErrorState } from "#app/kit";
import styles from "./error.module.css";

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("error");
  return (
    <Card>
      <ErrorState
        title={t("failed")}
        action={
          <button type="button" className={styles.retry} onClick={reset}>
            {t("retry")}
          </button>
        }
      >
        {t("failedText")} {error.digest && <code>{error.digest}</code>}
      </ErrorState>
    </Card>
  );
}
