export const HELLO = `A heap keeps its smallest item at the front. Reading it costs nothing; taking it away costs **log n** steps.

\`\`\`python
import heapq

def smallest(items, n):
    """The n smallest items, in order."""
    heap = list(items)
    heapq.heapify(heap)              # O(len(items))
    return [heapq.heappop(heap) for _ in range(n)]
\`\`\`

Three things follow:

1. Building it from a list is *linear*, not \`n log n\`.
2. The rest of the list is only half sorted.
3. A queue of jobs by priority is a heap with a counter.

| operation | cost |
|---|---|
| look at the first | $O(1)$ |
| take the first | $O(\\log n)$ |
| build from a list | $O(n)$ |

See [the module's page](https://docs.python.org/3/library/heapq.html) for the details.`;

export const HINDI = `नमस्ते। भारत में मानसून जून के पहले सप्ताह में **केरल** पहुँचता है और सितंबर के अंत तक लौटता है।

- जून: केरल, कर्नाटक, महाराष्ट्र
- जुलाई: लगभग पूरा देश
- सितंबर: उत्तर-पश्चिम से वापसी`;

export const SHORT = `It is **Tuesday** in the story: the baker closes early on Tuesdays, and the shop was shut.`;

export const ARABIC = `الموسيقى التجاوبية غناء تتبادله جوقتان: تبدأ الأولى بالبيت، وتجيب الثانية.`;

export const WORDS = [
  "Explain a heap with an example",
  "Plan of a small kitchen garden",
  "बारिश के मौसम पर लेख",
  "Regular expression for dates",
  "Letter to the landlord about the heating",
  "தமிழில் ஒரு கவிதை",
  "What the borrow checker wants",
  "الموسيقى التجاوبية",
  "Names for a boat",
  "Tax words in plain English",
  "日本の庭について",
  "Bread without kneading",
];

export const THOUGHTS = `The reader wants a short example, so a heap from the standard library will do.

I should say what it costs: looking at the first is free, taking it takes log n steps, building it from a list is linear.

A table at the end sums it up, and a link leads to the details.`;
