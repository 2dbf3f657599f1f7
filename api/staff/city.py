"""The city's own sign-in by OpenID Connect: authorization code with PKCE, a nonce, and a limited wait.

Source: OpenID Connect Core 1.0, 3.1 (code flow) and 3.1.3.7 (what to check in an ID token); RFC 7636 (PKCE);
RFC 9207 (issuer in the answer).
"""

from __future__ import annotations

import threading
import time
import warnings
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.deprecate import AuthlibDeprecationWarning
from authlib.oauth2.base import OAuth2Error
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from staff.settings import Settings

with warnings.catch_warnings():
    # Authlib would rather have httpx's successor; it works with both.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.base_client import OAuthError
    from authlib.integrations.httpx_client import OAuth2Client

RETURN = "/staff/sign-in/city/return"
SCOPE = "openid email profile"
# Only signatures with a key pair: what the client secret signs, whoever knows the secret can forge.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
KEPT_SECONDS = 3600.0
LEEWAY_SECONDS = 60
# What comes of answers that are not what they should be.
UNTRUSTED: tuple[type[Exception], ...] = (
    *(OAuthError, OAuth2Error, JoseError, httpx.InvalidURL),
    *(ValueError, TypeError, KeyError, AttributeError),
)


class CityDownError(Exception):
    """The city's sign-in can't be reached, or not in time."""


class CityAnswerError(Exception):
    """The city's sign-in answered something that can't be trusted or understood."""


@dataclass(frozen=True)
class CityPerson:
    """Whom the city vouches for."""

    issuer: str
    subject: str
    email: str | None
    is_verified: bool


class CitySignIn:
    """A client of the provider; asks for its addresses and keys at first use and keeps them for an hour."""

    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self._lock = threading.Lock()
        self._kept: tuple[float, dict[str, Any], KeySet] | None = None

    @property
    def issuer(self) -> str:
        """Who vouches for people."""
        return self._settings.oidc_issuer

    def find_way(self, state: str, nonce: str, verifier: str) -> str:
        """The provider's address to which the browser goes.

        Raises:
            CityDownError, CityAnswerError: the provider does not say where that is.
        """
        provider, _ = self._ask_provider()
        with self._build_client() as client:
            address, _ = client.create_authorization_url(
                provider["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return str(address)

    def find_person(self, code: str, nonce: str, verifier: str) -> CityPerson:
        """Whom the code stands for (network: the token, perhaps the keys and what is known of the person).

        Raises:
            CityDownError: the provider can't be reached, or not in time.
            CityAnswerError: it takes no such code, or its answer is not signed for us and this attempt.
        """
        provider, keys = self._ask_provider()
        with self._build_client() as client:
            try:
                token = client.fetch_token(
                    provider["token_endpoint"],
                    code=code,
                    code_verifier=verifier,
                    grant_type="authorization_code",
                )
                claims = self._check_token(token, nonce, provider["issuer"], keys)
                if "email" not in claims and "userinfo_endpoint" in provider:
                    told = client.get(provider["userinfo_endpoint"]).raise_for_status().json()
                    # Source: Core 1.0, 5.3.2: what belongs to another subject must not be used.
                    claims = {**told, **claims} if told.get("sub") == claims["sub"] else claims
            except httpx.HTTPError as error:
                raise CityDownError(type(error).__name__) from error
            except UNTRUSTED as error:
                raise CityAnswerError(type(error).__name__) from error
        email = claims.get("email")
        return CityPerson(
            issuer=self._settings.oidc_issuer,
            subject=str(claims["sub"]),
            email=email if isinstance(email, str) else None,
            is_verified=claims.get("email_verified") is True,
        )

    def _check_token(self, token: dict[str, Any], nonce: str, issuer: str, keys: KeySet) -> dict[str, Any]:
        sent = token["id_token"]
        try:
            signed = jwt.decode(sent, keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # The provider may have changed its keys since we asked for them.
            signed = jwt.decode(sent, self._ask_provider(anew=True)[1], algorithms=ALGORITHMS)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": self._settings.oidc_client_id},
                "sub": {"essential": True},
            },
            params={
                "nonce": nonce,
                "client_id": self._settings.oidc_client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY_SECONDS)
        return dict(claims)

    def _ask_provider(self, anew: bool = False) -> tuple[dict[str, Any], KeySet]:
        with self._lock:
            if self._kept is not None and not anew and self._kept[0] > time.monotonic():
                return self._kept[1], self._kept[2]
        try:
            with httpx.Client(
                timeout=self._settings.oidc_timeout_seconds, transport=self._transport
            ) as client:
                place = f"{self._settings.oidc_issuer}/.well-known/openid-configuration"
                provider = client.get(place).raise_for_status().json()
                if provider["issuer"].rstrip("/") != self._settings.oidc_issuer:
                    raise CityAnswerError("another issuer")
                keys = KeySet.import_key_set(client.get(provider["jwks_uri"]).raise_for_status().json())
                _ = provider["authorization_endpoint"], provider["token_endpoint"]
        except httpx.HTTPError as error:
            raise CityDownError(type(error).__name__) from error
        except UNTRUSTED as error:
            raise CityAnswerError(type(error).__name__) from error
        with self._lock:
            self._kept = (time.monotonic() + KEPT_SECONDS, provider, keys)
        return provider, keys

    def _build_client(self) -> OAuth2Client:
        settings = self._settings
        return OAuth2Client(
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret.get_secret_value() or None,
            token_endpoint_auth_method="client_secret_basic" if settings.oidc_client_secret else "none",
            scope=SCOPE,
            redirect_uri=f"{settings.public_url}{RETURN}",
            code_challenge_method="S256",
            timeout=settings.oidc_timeout_seconds,
            transport=self._transport,
        )
