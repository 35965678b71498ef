/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages, as files carried in the program: each with its pre-compressed twins (".gz", ".br"),
 * where it has them. A name with a hash in it ("app-3FA2B1C0.js") never changes and is kept by
 * browsers for a year; every path of a page is answered with the one HTML shell, "index.html". */
#ifndef DEKNING_SERVER_ASSET_H
#define DEKNING_SERVER_ASSET_H

#include "base/embedded.h"
#include "server/http.h"

/* The files of web/, made when the program is built; none where the pages were not. */
extern const struct embedded_file web_files[];

/* Answers GET and HEAD of a path that is no API: "/assets/NAME" and other files by their name,
 * pages by the shell. False (and *reply untouched) for "/api/…", when there is no such file and no
 * shell, and when the path looks like a file ("/x.js") and is none. */
bool asset_reply(const struct embedded_file *files, const struct http_request *request,
                 struct http_reply *reply);

/* Adds the headers every reply has: content security policy, no sniffing, referrer, permissions,
 * isolation; HSTS when the request is secure; and no-store unless the reply says how it may be
 * kept.
 */
void asset_secure(const struct http_request *request, struct http_reply *reply);

#endif
