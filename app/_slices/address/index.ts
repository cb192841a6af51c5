export { AddressFields } from "./AddressFields";
export { LiveAddressTxs } from "./LiveAddressTxs";
