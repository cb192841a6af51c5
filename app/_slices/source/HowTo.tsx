/** How a network is attached: the setting, the gateway for recordings, and what it reads. */
import { useTranslations } from "next-intl";
import { Card, Grid, Raw, Table, Td, Text, Tr } from "#app/kit";
import styles from "./source.module.css";

const RUNNING = "CHAINGLASS_NODES=alpha@10.0.0.5:50051,alpha@10.0.0.6:50051 npm start";
const REPLAY = `npx chainglass gateway replay chain.rlp --genesis genesis.json --listen 127.0.0.1:50100
CHAINGLASS_NODES=mainnet@127.0.0.1:50100 npm start`;
const SEVERAL = "CHAINGLASS_NODES=alpha@10.0.0.5:50051,mainnet@127.0.0.1:50100,bitcoin@127.0.0.1:50101 npm start";
const FORMATS = [
  { key: "rlp", files: ".rlp .blocks" },
  { key: "era1", files: ".era1" },
  { key: "json", files: ".json" },
  { key: "dat", files: ".dat .raw" },
] as const;

export function HowTo() {
  const t = useTranslations("attach");
  return (
    <>
      <Grid>
        <Card title={t("running")}>
          <div className={styles.how}>
            <p>{t("runningText")}</p>
            <Raw>{RUNNING}</Raw>
            <p>{t("severalText")}</p>
            <Raw>{SEVERAL}</Raw>
          </div>
        </Card>
        <Card title={t("recorded")}>
          <div className={styles.how}>
            <p>{t("recordedText")}</p>
            <Raw>{REPLAY}</Raw>
            <p>{t("listenText")}</p>
          </div>
        </Card>
      </Grid>
      <Card variant="flush" title={t("formats")}>
        <Table
          caption={t("formats")}
          columns={[
            { key: "files", label: t("files") },
            { key: "what", label: t("what") },
          ]}
        >
          {FORMATS.map(({ key, files }) => (
            <Tr key={key}>
              <Td head>
                <Text variant="mono">{files}</Text>
              </Td>
              <Td>
                <span className={styles.format}>{t(`format.${key}`)}</span>
              </Td>
            </Tr>
          ))}
        </Table>
      </Card>
    </>
  );
}
