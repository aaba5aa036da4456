"""Names that mail programs give to folders, for servers without SPECIAL-USE (RFC 6154).

Each line is one or two languages; compared in composed form (NFC) and without case.
"""

_DRAFTS = """
drafts, draft; entwürfe; brouillons; borradores; bozze; rascunhos; concepten; utkast; kladder,
kladd; luonnokset; szkice, wersje robocze, kopie robocze; koncepty, rozepsané; koncepty;
piszkozatok; ciorne, mesaje nefinalizate; taslaklar; πρόχειρα; черновики; чернетки; чернови;
下書き; 草稿, 草稿箱, 草稿匣; 임시 보관함, 임시보관함; المسودات, مسودات; טיוטות; ร่างจดหมาย, ฉบับร่าง;
thư nháp, bản nháp; draf, konsep
"""

_ARCHIVE = """
archive, archives; archiv; archivo; archivio; arquivo, arquivo morto; archief; arkiv; arkisto;
archiwum; archív; archívum; arhivă, arhiva; arşiv; αρχείο, αρχειοθέτηση; архив; архів;
アーカイブ; 归档, 存档, 封存; 보관함, 보관; الأرشيف, أرشيف; ארכיון; เก็บถาวร; lưu trữ; arsip
"""

_SENT = """
sent, sent items, sent mail, sent messages, sent-mail; gesendet, gesendete elemente, gesendete
objekte, gesendete nachrichten; envoyés, éléments envoyés, messages envoyés; enviados, elementos
enviados, mensajes enviados; inviati, inviata, posta inviata; itens enviados, mensagens enviadas;
verzonden, verzonden items; skickat, skickade; sendt, sendte elementer; lähetetyt; wysłane,
elementy wysłane; odeslané, odeslaná pošta; odoslané; elküldött, elküldött elemek; trimise;
gönderilmiş öğeler, gönderilenler; απεσταλμένα; отправленные; надіслані; 送信済み, 送信済みアイテム;
已发送, 已发送邮件, 寄件備份; 보낸 편지함, 보낸편지함; المرسلة, العناصر المرسلة;
נשלח, פריטים שנשלחו; ส่งแล้ว; đã gửi; terkirim
"""

_TRASH = """
trash, deleted items, deleted messages, bin; papierkorb, gelöschte elemente; corbeille, éléments
supprimés; papelera, elementos eliminados; cestino, posta eliminata; lixo, lixeira, itens
excluídos; prullenbak, verwijderde items; papperskorg, borttagna objekt; papirkurv, slettede
elementer; roskakori, poistetut; kosz, elementy usunięte; koš; kôš; kuka, törölt elemek; coș de
gunoi; çöp kutusu; κάδος; корзина, удаленные; кошик; ゴミ箱, 削除済みアイテム; 已删除, 垃圾桶;
휴지통; سلة المهملات; אשפה; ถังขยะ; thùng rác; sampah
"""


def _names(text: str) -> frozenset[str]:
    """The names of a list like those above."""
    return frozenset(
        " ".join(name.split()).casefold() for name in text.replace(";", ",").split(",")
    )


USUAL_NAMES = {
    "\\drafts": _names(_DRAFTS),
    "\\archive": _names(_ARCHIVE),
    "\\sent": _names(_SENT),
    "\\trash": _names(_TRASH),
}
