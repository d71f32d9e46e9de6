// Receives what the platform records about another Worker: spans, their attributes, log lines. A request returns them
// and deletes them.
const heard = [];
const plain = (_, value) => (typeof value === "bigint" ? Number(value) : value);

export default {
  async fetch() {
    return new Response(JSON.stringify(heard.splice(0), plain));
  },
  async tailStream(first) {
    const note = ({ event }) => {
      heard.push(event);
    };
    note(first);
    return new Proxy({}, { get: (_, name) => (name === "then" ? undefined : note) });
  },
};
