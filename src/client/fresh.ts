import { bytesToHex } from "@noble/hashes/utils.js";
import { randomBytes } from "../shared/auth/bytes.ts";

/** 128 random bits in hex. Unlike `crypto.randomUUID`, it also works on pages over plain http. */
export const freshHex = (): string => bytesToHex(randomBytes(16));
