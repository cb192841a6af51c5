/** Links to the things of a chain, each in its customary dress. */
import { useFormatter, useTranslations } from "next-intl";
import { CopyButton } from "./CopyButton";
import { middle } from "./format";
import { PlaceLink } from "./PlaceProvider";
import text from "./text.module.css";

export function BlockLink({ height, hash }: { height: number; hash?: string }) {
  const format = useFormatter();
  return (
    <PlaceLink to={`/blocks/${hash ?? height}`} variant="text">
      <span className={text.number}>{format.number(height, "plain")}</span>
    </PlaceLink>
  );
}

export function BlockHashLink({ hash }: { hash: string }) {
  return (
    <PlaceLink to={`/blocks/${hash}`} variant="mono" title={hash}>
      {middle(hash)}
    </PlaceLink>
  );
}

export function TxLink({ hash, full = false }: { hash: string; full?: boolean }) {
  return (
    <PlaceLink to={`/tx/${hash}`} variant="mono" title={hash}>
      {full ? hash : middle(hash)}
    </PlaceLink>
  );
}

export interface AddressLinkProps {
  address: string | null;
  /** A name people know it by, such as a validator's node id. */
  name?: string | null;
  full?: boolean;
  copy?: boolean;
}

export function AddressLink({ address, name, full = false, copy = false }: AddressLinkProps) {
  const t = useTranslations("kit");
  if (address === null) return <span className={text.faint}>{t("none")}</span>;
  return (
    <span>
      <PlaceLink to={`/address/${address}`} variant={name ? "text" : "mono"} title={address}>
        {name ?? (full ? address : middle(address))}
      </PlaceLink>
      {copy && <CopyButton text={address} />}
    </span>
  );
}

export function NodeLink({ id }: { id: string }) {
  return <PlaceLink to={`/nodes/${encodeURIComponent(id)}`}>{id}</PlaceLink>;
}
