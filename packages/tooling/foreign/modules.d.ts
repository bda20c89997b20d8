// Why this exists: examples import packages that would bring a platform with them. These are the names that they use,
// declared like in the packages.

declare module "expo-secure-store" {
  export type KeychainAccessibilityConstant = number;
  export const AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY: KeychainAccessibilityConstant;
  export interface SecureStoreOptions {
    keychainService?: string;
    requireAuthentication?: boolean;
    authenticationPrompt?: string;
    keychainAccessible?: KeychainAccessibilityConstant;
    accessGroup?: string;
  }
  export function getItemAsync(key: string, options?: SecureStoreOptions): Promise<string | null>;
  export function setItemAsync(key: string, value: string, options?: SecureStoreOptions): Promise<void>;
  export function deleteItemAsync(key: string, options?: SecureStoreOptions): Promise<void>;
}

declare module "react-native" {
  import type { ReactNode } from "react";
  export function View(props: {
    style?: { padding?: number; paddingTop?: number; gap?: number };
    children?: ReactNode;
  }): ReactNode;
  export function Text(props: { accessibilityRole?: "alert" | "text"; children?: ReactNode }): ReactNode;
  export function Button(props: { title: string; onPress?: () => void; disabled?: boolean }): ReactNode;
  export function TextInput(props: {
    value?: string;
    onChangeText?: (text: string) => void;
    placeholder?: string;
    secureTextEntry?: boolean;
    autoCapitalize?: "none" | "sentences" | "words" | "characters";
    autoComplete?: "email" | "password" | "one-time-code" | "off";
  }): ReactNode;
}

declare module "better-auth/crypto" {
  export function symmetricDecrypt(options: { key: string; data: string }): Promise<string>;
}

declare module "@vercel/functions" {
  export function waitUntil(promise: Promise<unknown>): void;
}

declare module "cors" {
  import type { IncomingMessage, ServerResponse } from "node:http";
  export default function cors(options: {
    origin: string;
    credentials: boolean;
  }): (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;
}
