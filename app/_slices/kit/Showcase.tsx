/** Every piece of the kit in its states: what a screenshot test compares. */
import { useTranslations } from "next-intl";
import {
  AddressLink,
  Amount,
  Badge,
  BlockLink,
  Bytes,
  Card,
  Chart,
  Checks,
  EmptyState,
  ErrorState,
  Grid,
  Hash,
  KeyValue,
  NodeLink,
  Notice,
  PlaceLink,
  Row,
  Skeleton,
  Sparkline,
  Stack,
  Stat,
  Tabs,
  Time,
  type Tone,
  TxLink,
} from "#app/kit";
import { BlockTable } from "#app/slices/block";
import { Strip } from "#app/slices/network";
import { SAMPLE_ADDRESS, SAMPLE_BLOCKS, SAMPLE_HASH, SAMPLE_TIME } from "./samples";

const TONES: Tone[] = ["final", "pending", "failed", "forked", "alive", "suspect", "dead", "unknown"];
const SERIES = [3, 5, 4, 8, 6, 9, 7, 2, 4, 6, 5, 7];

export function Showcase() {
  const t = useTranslations("kitPage");
  return (
    <Stack>
      <Card title={t("strip")}>
        <Strip blocks={SAMPLE_BLOCKS} pendingCount={12} nextProposer="alpha-2" />
      </Card>
      <Card title={t("states")}>
        <Row>
          {TONES.map((tone) => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
        </Row>
      </Card>
      <Grid>
        <Card title={t("hashes")}>
          <KeyValue fields={useLinkFields()} />
        </Card>
        <Card title={t("amounts")}>
          <KeyValue fields={useAmountFields()} />
        </Card>
      </Grid>
      <Grid variant="fours">
        <Stat label={t("first")} value="1,024" note={t("sample")} />
        <Stat label={t("second")} value="1.02" unit="s" tone="good" />
        <Stat label={t("first")} value="3 / 4" tone="warn" />
        <Stat label={t("second")} value="0" tone="bad" />
      </Grid>
      <Card variant="flush" title={t("tables")}>
        <BlockTable blocks={SAMPLE_BLOCKS} />
      </Card>
      <Notices />
      <Grid>
        <Card title={t("charts")}>
          <Sparkline values={SERIES} summary={t("sampleChart")} />
          <Chart
            points={SERIES.map((bar, index) => ({ x: 100 + index, bar, line: 1 + ((index * 7) % 5) / 10 }))}
            barName={t("first")}
            lineName={t("second")}
            summary={t("sampleChart")}
          />
        </Card>
        <ChecksSample />
      </Grid>
      <Card title={t("tabs")}>
        <Tabs
          label={t("tabs")}
          tabs={[
            { to: "/kit", label: t("first"), current: true },
            { to: "/blocks", label: t("second"), current: false },
          ]}
        />
        <Row>
          <PlaceLink to="/kit" variant="button">
            {t("sample")}
          </PlaceLink>
        </Row>
      </Card>
      <Grid>
        <Card title={t("empty")}>
          <EmptyState title={t("sample")}>{t("longText")}</EmptyState>
        </Card>
        <Card title={t("failed")}>
          <ErrorState title={t("sample")}>{t("longText")}</ErrorState>
          <Skeleton />
        </Card>
      </Grid>
    </Stack>
  );
}

function Notices() {
  const t = useTranslations("kitPage");
  return (
    <Card title={t("notices")}>
      <Stack>
        {(["alive", "suspect", "dead", "forked", "unknown"] as const).map((tone) => (
          <Notice key={tone} tone={tone} title={t("sample")}>
            {t("longText")}
          </Notice>
        ))}
      </Stack>
    </Card>
  );
}

function ChecksSample() {
  const t = useTranslations("kitPage");
  const values = { meaning: t("longText"), name: t("sample") };
  return (
    <Card title={t("checks")}>
      <Checks
        checks={[
          { key: "ok", tone: "final", outcome: "ok", ...values },
          {
            key: "failed",
            tone: "failed",
            outcome: "failed",
            ...values,
            loud: true,
            compared: {
              equal: true,
              stated: { label: t("first"), value: SAMPLE_HASH },
              computed: { label: t("second"), value: SAMPLE_HASH.replace("5f", "00") },
            },
          },
          { key: "none", tone: "unknown", outcome: "notGiven", ...values },
        ]}
      />
    </Card>
  );
}

function useLinkFields() {
  const t = useTranslations("kitPage");
  const samples = [
    <Hash key="short" value={SAMPLE_HASH} copy />,
    <Hash key="full" value={SAMPLE_HASH} size="full" copy />,
    <BlockLink key="block" height={1234567} />,
    <TxLink key="tx" hash={SAMPLE_HASH} />,
    <AddressLink key="address" address={SAMPLE_ADDRESS} copy />,
    <AddressLink key="none" address={null} />,
    <NodeLink key="node" id="alpha-1" />,
  ];
  return samples.map((value) => ({ key: String(value.key), label: t("value"), value }));
}

function useAmountFields() {
  const t = useTranslations("kitPage");
  const samples = [
    <Amount key="ether" value="1234567890123456789" named />,
    <Amount key="full" value="1234567890123456789" size="full" named />,
    <Amount key="tiny" value="1" />,
    <Amount key="gwei" value="1000000007" unit="gwei" size="full" named />,
    <Amount key="unknown" value={null} />,
    <Time key="time" time={SAMPLE_TIME} />,
    <Bytes key="bytes" value={123456789} />,
  ];
  return samples.map((value) => ({ key: String(value.key), label: t("value"), value }));
}
