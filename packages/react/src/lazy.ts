/** What only those need who use a passkey; most visits load nothing of it. */
export const loadCeremonies = () => import("./ceremonies.ts");
