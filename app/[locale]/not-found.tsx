import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { EmptyState, pathTo } from "#app/kit";

/** A network that does not exist: there is no chrome to show around it. */
export default function NoSuchNetwork() {
  const t = useTranslations("error");
  return (
    <main>
      <EmptyState title={t("notFoundTitle")}>
        {t("notFoundText")}{" "}
        <Link href={pathTo({ locale: useLocale(), network: "", named: false }, "/")}>{t("home")}</Link>
      </EmptyState>
    </main>
  );
}
