import { useTranslations } from "next-intl";
import { EmptyState, PageHead, PlaceLink, Stack } from "#app/kit";

export default function NotFound() {
  const t = useTranslations("error");
  return (
    <Stack>
      <PageHead kind="404" title={t("notFound")} />
      <EmptyState title={t("notFoundTitle")}>{t("notFoundText")}</EmptyState>
      <p>
        <PlaceLink to="/" variant="button">
          {t("home")}
        </PlaceLink>
      </p>
    </Stack>
  );
}
