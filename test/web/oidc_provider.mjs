// SPDX-License-Identifier: EUPL-1.2
// A login service on loopback for tests: npm's oidc-provider, with a page that asks who one is and believes it. What it
// says of people has the form HelseID and ID-porten give it.
import crypto from "node:crypto";
import http from "node:http";

import Provider from "oidc-provider";

const HPR = "helseid://claims/hpr/hpr_number";
const LEVEL = "helseid://claims/identity/security_level";

function privateKey(kid, alg) {
    const made =
        alg === "ES256"
            ? crypto.generateKeyPairSync("ec", { namedCurve: "P-256" })
            : crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
    return { ...made.privateKey.export({ format: "jwk" }), kid, alg, use: "sig" };
}

// The private key of a client and the set of public ones to register for it.
export function clientKeys(alg = "ES256") {
    const key = privateKey("client", alg);
    const { d, p, q, dp, dq, qi, ...known } = key;
    return { key, known: { keys: [known] } };
}

function readForm(request) {
    return new Promise((resolve) => {
        let text = "";
        request.on("data", (part) => (text += part));
        request.on("end", () => resolve(new URLSearchParams(text)));
    });
}

// Starts a service for one client. `people`: { login name: claims }; a person's `acr` is how sure their login is.
// `alg` signs tokens; `push` has it take pushed requests, `signs` only signed ones. Gives { issuer, close, tamper }: what `tamper` is set to may
// change an answer before it is sent.
export async function startProvider({ clientId, clientKeySet, redirect, people, alg = "ES256", push = true, signs = false, port = 0 }) {
    const server = http.createServer();
    server.keepAliveTimeout = 0; // a connection is ended by who asks: never just as they ask again
    await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const service = { issuer, tamper: null, asked: [] };
    const provider = new Provider(issuer, {
        clients: [
            {
                client_id: clientId,
                token_endpoint_auth_method: "private_key_jwt",
                token_endpoint_auth_signing_alg: clientKeySet.keys[0].alg,
                id_token_signed_response_alg: alg,
                jwks: clientKeySet,
                redirect_uris: [redirect],
                grant_types: ["authorization_code"],
                response_types: ["code"],
            },
        ],
        jwks: { keys: [privateKey("service", alg)] },
        claims: {
            acr: null,
            openid: ["sub"],
            profile: ["pid"],
            "helseid://scopes/hpr/hpr_number": [HPR],
            "helseid://scopes/identity/security_level": [LEVEL],
        },
        scopes: ["openid"],
        acrValues: ["idporten-loa-high", "idporten-loa-substantial"],
        conformIdTokenClaims: false,
        clientAuthMethods: ["private_key_jwt"],
        clockTolerance: 60, // seconds: tests move the clock of the server
        cookies: { keys: ["a key of a test"] },
        pkce: { required: () => true },
        features: {
            devInteractions: { enabled: false },
            requestObjects: { enabled: true, requireSignedRequestObject: signs },
            pushedAuthorizationRequests: { enabled: push, requirePushedAuthorizationRequests: push },
        },
        interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
        findAccount: (_, id) => ({
            accountId: id,
            claims: () => {
                const { acr, ...claims } = people[id];
                return { sub: id, ...claims };
            },
        }),
        ttl: { AccessToken: 600, AuthorizationCode: 600, Grant: 600, IdToken: 60, Interaction: 600, PushedAuthorizationRequest: 600, Session: 600 },
    });

    async function finish(request, response) {
        const who = (await readForm(request)).get("login");
        if (!(who in people)) {
            return provider.interactionFinished(request, response, { error: "access_denied" });
        }
        const { params } = await provider.interactionDetails(request, response);
        const grant = new provider.Grant({ accountId: who, clientId: params.client_id });
        grant.addOIDCScope(params.scope);
        grant.addOIDCClaims([HPR, LEVEL, "pid", "acr"]);
        return provider.interactionFinished(request, response, {
            login: { accountId: who, acr: people[who].acr },
            consent: { grantId: await grant.save() },
        });
    }

    function show(response) {
        response.setHeader("content-type", "text/html; charset=utf-8");
        response.end(
            "<!doctype html><title>Login</title><form method=post><label>Login <input name=login></label><button>OK</button></form>",
        );
    }

    const answer = provider.callback();
    server.on("request", async (request, response) => {
        service.asked.push(`${request.method} ${request.url.split("?")[0]}`);
        if (service.tamper !== null && service.tamper(request, response)) {
            return;
        }
        if (!request.url.startsWith("/login/")) {
            answer(request, response);
        } else if (request.method === "POST") {
            await finish(request, response);
        } else {
            show(response);
        }
    });
    service.close = () => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
    };
    return service;
}
