/** Above every page of a network whose source can't be followed: what that means for what one sees, and where to look. */
import { useTranslations } from "next-intl";
import { Notice, PlaceLink } from "#app/kit";
import type { NetworkStatusView } from "#server/api";
import styles from "./shell.module.css";

type Kind = "dropped" | "unheard" | "recordingError" | "sourceError";

function kindOf({ configured, heard, live }: NetworkStatusView): Kind {
  if (!configured) return "dropped";
  if (!heard) return "unheard";
  return live ? "sourceError" : "recordingError";
}

/** The indexer's list of every node's reason: the page of addresses words the same in both languages. */
const LISTED = /^No node can be followed\./;

export function SourceNotice({ status }: { status: NetworkStatusView }) {
  const t = useTranslations("shell");
  if (status.sourceError === null) return null;
  const kind = kindOf(status);
  const own = kind !== "dropped" && !LISTED.test(status.sourceError);
  return (
    <div className={styles.notice}>
      <Notice tone={kind === "dropped" ? "unknown" : "suspect"} title={t(kind, { network: status.name })}>
        {own && <span lang="en">{status.sourceError} </span>}
        <PlaceLink to="/docs/attach">{t(kind === "dropped" ? "droppedMore" : "sourceErrorMore")}</PlaceLink>
      </Notice>
    </div>
  );
}
