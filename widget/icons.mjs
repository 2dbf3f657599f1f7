/** Small drawings as paths, 24 by 24. icons.css has the same for the page that the server draws. */

export const ICONS = {
  phone: "M8 4H5.5A1.5 1.5 0 0 0 4 5.5 14.5 14.5 0 0 0 18.5 20a1.5 1.5 0 0 0 1.5-1.5V16l-5-2-2 2a12 12 0 0 1-5-5l2-2z",
  sms: "M4 5h16v11H10l-4.5 4v-4H4zM8 10.5h.01M12 10.5h.01M16 10.5h.01",
  chat: "M4 4.5h11v8H8.5L5.5 15v-2.5H4zM18 8.5h2v8h-1.5V19l-3-2.5H10v-1",
  web: "M10 5H5v14h14v-5M13.5 4.5h6v6M19 5l-8 8",
  email: "M4 6h16v12H4zm.5 1 7.5 6 7.5-6",
  visit: "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  exit: "M10 5H5v14h5M10 12h10M16 8l4 4-4 4",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6 6 18",
};
