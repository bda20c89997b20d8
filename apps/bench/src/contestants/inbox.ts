/** Mail on its way to those who wait for it. */
export interface Inbox<Mail> {
  /** The next mail to an address: call it before the mail is sent. */
  next(to: string): Promise<Mail>;
  deliver(to: string, mail: Mail): void;
}

const MAX_WAIT = 10_000;

export function createInbox<Mail>(): Inbox<Mail> {
  const waiting = new Map<string, (mail: Mail) => void>();
  return {
    next: (to) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no mail came to ${to}`)), MAX_WAIT);
        waiting.set(to, (mail) => {
          clearTimeout(timer);
          resolve(mail);
        });
      }),
    deliver(to, mail) {
      waiting.get(to)?.(mail);
      waiting.delete(to);
    },
  };
}
