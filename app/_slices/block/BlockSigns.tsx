/** What is known about a block in one or two badges: on the chain or beside it, final or not, verified or failing. */
import { useTranslations } from "next-intl";
import { Badge } from "#app/kit";
import type { BlockView } from "#server/api";
import { tellsFinality } from "./finality";

export interface BlockSignsProps {
  block: Pick<BlockView, "canonical" | "final" | "verified" | "checks" | "consensus">;
  /** Leaves out what is as it should be. */
  brief?: boolean;
}

export function BlockSigns({ block, brief = false }: BlockSignsProps) {
  const t = useTranslations("block");
  const failures = Object.values(block.checks).filter((status) => status === "failed").length;
  const failed = failures > 0;
  return (
    <>
      {!block.canonical && (
        <Badge tone="forked" title={t("forkedText")}>
          {t("forked")}
        </Badge>
      )}
      {block.canonical && tellsFinality(block) && !(brief && failed) && (
        <Badge
          tone={block.final ? "final" : "pending"}
          title={t(block.final ? "finalText" : "unfinalText", { engine: block.consensus.engine })}
        >
          {t(block.final ? "final" : "unfinal")}
        </Badge>
      )}{" "}
      {failed && (
        <Badge tone="failed" title={t("checkFailedTitle", { count: failures })}>
          {t("checkFailed")}
        </Badge>
      )}
      {!failed && !block.verified && (
        <Badge tone="unknown" title={t("unverifiedText")}>
          {t("unverified")}
        </Badge>
      )}
      {!failed && block.verified && (!brief || (block.canonical && !tellsFinality(block))) && (
        <Badge tone="alive" title={t("verifiedText")}>
          {t("verified")}
        </Badge>
      )}
    </>
  );
}
