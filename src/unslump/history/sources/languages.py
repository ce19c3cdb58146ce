"""Headers as CRMs write them in other languages than English: what each canonical column is called.

Without accents, case and punctuation, which is how headers are compared. German, Dutch and the
others join words where English sets them apart, so the compounds that matter are written out. The
language of a file is not asked for: a header counts wherever it is found.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LANGUAGES", "words_for"]

_GERMAN = {
    "lead_id": "kontakt id|lead id|datensatz id|kontaktnummer|kontaktnr|kunden id|kundennummer|kundennr"
    "|interessentennummer|anfragenummer|nummer",
    "deal_id": "deal id|datensatz id|opportunity id|verkaufschance id|angebotsnummer|vorgangsnummer|nummer",
    "created_at": "erstelldatum|erstellungsdatum|erstellt am|erstellt|deal erstellt|angelegt am|angelegt"
    "|anlagedatum|anfragedatum|eingangsdatum|eingang|erstkontakt|datum",
    "closed_at": "abschlussdatum|schlussdatum|schlusstermin|abgeschlossen am|geschlossen am|gewonnen am"
    "|deal abgeschlossen am",
    "expected_close_at": "erwartetes abschlussdatum|voraussichtliches abschlussdatum|geplanter abschluss",
    "lost_at": "verloren am|disqualifiziert am",
    "qualified_at": "qualifiziert am|qualifizierungsdatum",
    "first_response_at": "erste antwort|beantwortet am|erste reaktion",
    "outcome": "ergebnis",
    "stage": "deal phase|phase|vertriebsphase|verkaufsphase|stufe|deal status|status",
    "status": "lead status|kontakt status|status|lebenszyklusphase",
    "owner": "deal inhaber|kontakt inhaber|lead inhaber|opportunity inhaber|inhaber|deal besitzer|besitzer"
    "|zustandiger mitarbeiter|zustandig|zustandiger|verantwortlich|verantwortlicher|betreuer|verkaufer"
    "|vertriebsmitarbeiter|bearbeiter",
    "channel": "quelle|lead quelle|leadquelle|ursprungliche quelle|kontaktquelle|kanal|herkunft|werbekanal",
    "campaign": "kampagne|kampagnenname",
    "segment": "branche|sektor|segment|kundengruppe|zielgruppe",
    "offer": "produkt|angebot|leistung|dienstleistung|paket",
    "message": "nachricht|anzeige|formular",
    "need": "bedarf|bedurfnis|problem",
    "notes": "notizen|notiz|bemerkung|bemerkungen|beschreibung|kommentar|anmerkung|anmerkungen",
    "region": "land|region|bundesland|kanton",
    "name": "deal name|name der opportunity|titel|bezeichnung|firma|firmenname|unternehmen|nachname",
    "lead_ref": "kontakt id|lead id|kunden id|kundennummer|kundennr",
    "lead_email": "kontakt e mail|e mail adresse|e mail",
    "lead_name": "kontakt|kontaktperson|ansprechpartner|kunde",
    "email": "e mail adresse|e mail|mailadresse",
    "amount": "betrag|deal wert|wert|auftragswert|summe|umsatz|volumen|auftragssumme",
    "currency": "wahrung|wahrungscode",
    "person": "mitarbeiter|zugewiesen an|erledigt von",
    "kind": "art|typ|aktivitatstyp",
    "hours": "stunden|dauer in stunden",
    "at": "datum|erledigt am|zeitpunkt",
    "day": "datum|tag|monat|woche|zeitraum",
    "order_id": "auftragsnummer|bestellnummer|rechnungsnummer|vertragsnummer",
    "ordered_at": "auftragsdatum|bestelldatum|vertragsdatum|rechnungsdatum",
    "deliver_by": "liefertermin|lieferdatum",
    "delivered_at": "geliefert am|geliefert",
    "due_at": "fallig am|fallig|falligkeitsdatum|zahlungsziel",
    "paid_at": "bezahlt am|bezahlt|zahlungsdatum|zahlungseingang",
    "budget": "budget|preisrahmen",
}
_FRENCH = {
    "lead_id": "id du contact|identifiant du contact|id contact|numero du contact|id de la piste|numero",
    "deal_id": "id de la transaction|identifiant de la transaction|id de l opportunite|numero",
    "created_at": "date de creation|cree le|creee le|date",
    "closed_at": "date de cloture|date de fermeture|cloture le|gagne le|date de signature",
    "expected_close_at": "date de cloture prevue|date de fermeture prevue|cloture prevue",
    "lost_at": "perdu le",
    "outcome": "resultat",
    "stage": "etape|phase de la transaction|etape de la transaction|statut",
    "status": "statut|statut du lead|statut de la piste",
    "owner": "proprietaire|proprietaire du contact|proprietaire de la transaction"
    "|proprietaire de l opportunite|proprietaire de la piste|commercial|responsable|vendeur",
    "channel": "source|source d origine|origine|origine de la piste|source du lead|canal|provenance",
    "campaign": "campagne|nom de la campagne",
    "segment": "secteur|secteur d activite|segment",
    "offer": "offre|produit|service",
    "name": "nom de la transaction|nom de l opportunite|nom|titre|societe|entreprise",
    "lead_ref": "id du contact|identifiant du contact|id contact|numero du contact",
    "lead_email": "e mail du contact|courriel|adresse e mail",
    "lead_name": "contact|client|nom du contact",
    "email": "courriel|adresse e mail|adresse electronique",
    "amount": "montant|valeur|chiffre d affaires",
    "currency": "devise",
    "hours": "heures|duree en heures",
    "day": "jour|mois|semaine",
    "order_id": "numero de commande|commande|numero de facture",
    "ordered_at": "date de commande|date de facture",
    "delivered_at": "livre le|date de livraison",
    "due_at": "echeance|date d echeance",
    "paid_at": "paye le|date de paiement",
    "need": "besoin|besoins",
    "notes": "notes|note|remarques|commentaire|commentaires|description",
    "region": "pays|region|departement",
    "budget": "budget",
}
_SPANISH = {
    "lead_id": "id de contacto|id del contacto|id de registro|id del candidato|numero",
    "deal_id": "id del negocio|id de negocio|id de registro|id de la oportunidad|id de oportunidad|numero",
    "created_at": "fecha de creacion|creado el|creado|fecha de alta|fecha",
    "closed_at": "fecha de cierre|cerrado el|ganado el|fecha de firma",
    "expected_close_at": "fecha de cierre prevista|fecha de cierre esperada|cierre previsto",
    "lost_at": "perdido el",
    "outcome": "resultado",
    "stage": "etapa|etapa del negocio|fase|estado",
    "status": "estado|estado del lead|estado de candidato",
    "owner": "propietario|propietario del contacto|propietario del negocio|propietario de oportunidad"
    "|propietario de la oportunidad|vendedor|comercial|responsable",
    "channel": "origen|fuente|fuente original|fuente original de trafico|origen del candidato|canal",
    "campaign": "campana|nombre de la campana",
    "segment": "sector|segmento|industria",
    "offer": "producto|oferta|servicio",
    "name": "nombre del negocio|nombre de la oportunidad|nombre|titulo|empresa",
    "lead_ref": "id de contacto|id del contacto|id del candidato",
    "lead_email": "correo del contacto|correo electronico|correo",
    "lead_name": "contacto|cliente|nombre del contacto",
    "email": "correo electronico|correo",
    "amount": "importe|valor|monto|cantidad",
    "currency": "moneda|divisa",
    "hours": "horas",
    "day": "dia|fecha|mes|semana",
    "order_id": "numero de pedido|pedido|numero de factura",
    "ordered_at": "fecha de pedido|fecha de factura",
    "delivered_at": "entregado el|entregado",
    "due_at": "vencimiento|fecha de vencimiento",
    "paid_at": "pagado el|pagado|fecha de pago",
    "need": "necesidad|necesidades",
    "notes": "notas|nota|observaciones|comentarios|descripcion",
    "region": "pais|region|provincia",
    "budget": "presupuesto",
}
_DUTCH = {
    "lead_id": "contact id|contactpersoon id|klantnummer|lead id|nummer",
    "deal_id": "deal id|record id|offertenummer|nummer",
    "created_at": "aanmaakdatum|aangemaakt op|aangemaakt|gemaakt op|datum aangemaakt|datum",
    "closed_at": "sluitingsdatum|afsluitdatum|afgesloten op|gesloten op|gewonnen op",
    "expected_close_at": "verwachte sluitingsdatum|verwachte afsluitdatum",
    "lost_at": "verloren op",
    "outcome": "resultaat|uitkomst",
    "stage": "dealfase|deal fase|fase|status",
    "status": "leadstatus|lead status|status",
    "owner": "eigenaar|dealeigenaar|deal eigenaar|contacteigenaar|eigenaar van contactpersoon"
    "|eigenaar lead|eigenaar opportunity|verkoper|verantwoordelijke",
    "channel": "bron|leadbron|oorspronkelijke bron|kanaal|herkomst",
    "campaign": "campagne|campagnenaam",
    "segment": "branche|sector|doelgroep",
    "offer": "product|aanbod|dienst",
    "name": "dealnaam|deal naam|naam|titel|bedrijf|bedrijfsnaam",
    "lead_ref": "contact id|contactpersoon id|klantnummer|lead id",
    "lead_email": "e mailadres|e mail",
    "lead_name": "contactpersoon|klant|contact",
    "email": "e mailadres",
    "amount": "bedrag|waarde|dealwaarde|omzet",
    "currency": "valuta",
    "hours": "uren",
    "day": "dag|maand|week|datum",
    "order_id": "ordernummer|bestelnummer|factuurnummer",
    "ordered_at": "orderdatum|besteldatum|factuurdatum",
    "delivered_at": "geleverd op|geleverd",
    "due_at": "vervaldatum",
    "paid_at": "betaald op|betaald",
    "need": "behoefte",
    "notes": "notities|opmerking|opmerkingen|omschrijving",
    "region": "land|regio|provincie",
    "budget": "budget",
}
_PORTUGUESE = {
    "created_at": "data de criacao|criado em|data",
    "closed_at": "data de fechamento|fechado em|ganho em",
    "stage": "etapa|fase|situacao",
    "status": "status|situacao",
    "owner": "proprietario|responsavel|vendedor",
    "channel": "origem|fonte|canal",
    "campaign": "campanha",
    "segment": "setor|segmento",
    "offer": "oferta|produto",
    "name": "nome|nome do negocio|titulo|empresa",
    "lead_name": "contato|cliente",
    "amount": "valor|receita|montante",
    "currency": "moeda",
    "day": "dia|data|mes",
    "ordered_at": "data do pedido",
    "due_at": "vencimento",
    "paid_at": "pago em",
    "need": "necessidade",
    "notes": "notas|observacoes|comentarios|descricao",
    "region": "pais|regiao|estado",
    "budget": "orcamento",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "German": _GERMAN,
    "French": _FRENCH,
    "Spanish": _SPANISH,
    "Dutch": _DUTCH,
    "Portuguese": _PORTUGUESE,
}
"""Language → canonical column → what it is called there, the best name first."""


def words_for(column: str, english: str) -> str:
    """What a column is called in every language known, the English words first.

    >>> words_for("currency", "currency")
    'currency|wahrung|wahrungscode|devise|moneda|divisa|valuta|moeda'
    """
    known = [english, *(words[column] for words in LANGUAGES.values() if column in words)]
    return "|".join(dict.fromkeys("|".join(known).split("|")))
