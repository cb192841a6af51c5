/** What one has to know before reading on: this block fell off the chain, fails a check, has siblings, is not final yet. */
import { useTranslations } from "next-intl";
import { BlockHashLink, Notice } from "#app/kit";
import type { BlockDetailView } from "#server/api";

export function BlockBanners({ block }: { block: BlockDetailView }) {
  const t = useTranslations("block");
  const failed = Object.values(block.checks).includes("failed");
  const siblings = block.siblings.map((hash) => (
    <span key={hash}>
      {" "}
      <BlockHashLink hash={hash} />
    </span>
  ));
  return (
    <>
      {failed && (
        <Notice tone="failed" title={t("checkFailedTitle")}>
          {t("checkFailedText")}
        </Notice>
      )}
      {!block.canonical && (
        <Notice tone="forked" title={t("forkedTitle")}>
          {t("forkedText")} {siblings}
        </Notice>
      )}
      {block.canonical && block.siblings.length > 0 && (
        <Notice tone="forked" title={t("siblings", { count: block.siblings.length })}>
          {t("siblingsText")} {siblings}
        </Notice>
      )}
      {block.canonical && !block.final && (
        <Notice tone="pending" title={t("unfinal")}>
          {t("unfinalText")}
        </Notice>
      )}
    </>
  );
}
