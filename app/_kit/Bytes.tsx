/** A number of bytes in a unit that suits it. */
import { useFormatter } from "next-intl";
import { bytesOf } from "./format";
import text from "./text.module.css";

export function Bytes({ value }: { value: number }) {
  const format = useFormatter();
  const { value: shown, unit } = bytesOf(value);
  return (
    <span className={text.number} title={`${value} B`}>
      {format.number(shown)} <span className={text.faint}>{unit}</span>
    </span>
  );
}
