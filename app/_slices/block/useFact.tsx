/** What a check looked at, or what of it does not fit, in the reader's language; null where its sentence says it already. */
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TxLink } from "#app/kit";
import type { CheckFinding } from "#server/api";

export function useFact(): (finding: CheckFinding) => ReactNode {
  const t = useTranslations("block.fact");
  const format = useFormatter();
  const place = ({ index, transaction }: CheckFinding) => (
    <>
      {t("place", { index: index ?? 0 })}
      {transaction !== null && (
        <>
          {" "}
          <TxLink hash={transaction} />
        </>
      )}
    </>
  );
  return (finding) => {
    const { code, count, of, gas, height, index, field, address, inTurn, reason, turn, before } = finding;
    const figures = { count: count ?? 0, of: of ?? 0 };
    switch (code) {
      case "header":
      case "sealed":
      case "form-only":
      case "work":
        return null;
      case "parent":
        return t("parent", { height: format.number(height ?? 0, "plain") });
      case "parent-turn":
      case "parent-term":
        return t(code === "parent-turn" ? "parentTurn" : "parentTerm", {
          height: format.number(height ?? 0, "plain"),
          turn: format.number(turn ?? 0),
          before: format.number(before ?? 0),
        });
      case "led":
        return t("led", { turn: format.number(turn ?? 0) });
      case "acknowledged":
        return t("acknowledged", { ...figures, turn: format.number(turn ?? 0) });
      case "transactions":
      case "senders":
      case "votes":
        return t(code, figures);
      case "receipts":
        return t("receipts", { ...figures, gas: format.number(BigInt(gas ?? "0")) });
      case "signer":
        return t(inTurn ? "signerInTurn" : "signer", { ...figures, address: address ?? "" });
      case "committed":
        return t("committed", { ...figures, address: address ?? "" });
      case "no-key":
        return (
          <>
            {place(finding)}: {t("noKey")}
          </>
        );
      case "field":
        return index === null ? (
          t("field", { field: field ?? "" })
        ) : (
          <>
            {place(finding)}: {t("field", { field: field ?? "" })}
          </>
        );
      case "transaction":
        return (
          <>
            {place(finding)}: <span lang="en">{reason}</span>
          </>
        );
    }
  };
}
