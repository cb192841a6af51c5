import { getTranslations } from "next-intl/server";
import { PageHead, PlaceLink, Stack } from "#app/kit";
import { NotFoundText } from "#app/shell";

export default async function NotFound() {
  const t = await getTranslations("error");
  return (
    <Stack>
      <PageHead kind="404" title={t("notFound")} />
      <NotFoundText />
      <p>
        <PlaceLink to="/" variant="button">
          {t("home")}
        </PlaceLink>
      </p>
    </Stack>
  );
}
